"""Forecasts of what fills up: pure, from numbers to a fan of intervals, or to why there is none."""
