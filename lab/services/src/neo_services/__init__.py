"""The services of the Neo Service Layer: authentication, oracle, compute, and what stands around them."""
