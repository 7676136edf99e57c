"""One stage, one module, one function of its name; values in, values and diagnostics out."""
