"""`hours` of a desk in `rules.yaml`, made into `model.hours.Hours`.

`read` knows the keys, `times` what stands for weekdays, shifts and dates, `country` is the one module that uses the
library `holidays`. Called by `config.desks`.
"""
