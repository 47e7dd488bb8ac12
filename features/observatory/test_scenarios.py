"""Makes every scenario of this directory a test, so that plain pytest runs them."""

from pytest_bdd import scenarios

scenarios("observatory")
