"""What every kind of model is told (`prompt`), and how its words are read (`answer`)."""
