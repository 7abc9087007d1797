"""The structure of a mail: header block, parts, charsets, dates, ids; never raises, linear, bounded."""
