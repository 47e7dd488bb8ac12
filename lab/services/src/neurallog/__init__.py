"""NeuralLog: tenants send logs in, search them, and are billed for them."""
