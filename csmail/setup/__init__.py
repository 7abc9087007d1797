"""The beginning of a desk: `starter` writes the first files, `checkup` says what is wrong before it matters."""
