"""Phrases: what scenarios may say. One module a technology; a phrase is one call into drillbook."""
