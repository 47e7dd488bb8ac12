"""Service Mesh Observatory's own services: backend, frontend, and what stands in for the world around them."""
