"""Workloads whose acknowledged writes are all accounted for afterwards."""
