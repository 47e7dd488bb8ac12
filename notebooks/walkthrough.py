# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Walkthrough
#
# Run both cells, choose a scenario, and press *Begin*. Nothing is changed unless *Make changes* is
# ticked; then the target file says what may be, as for any drill, and a cluster is only read until
# *Confirm* is its name. *Undo all*, ten minutes without a key, or the end of this notebook's kernel
# puts back what was changed.

# %% tags=["parameters"]
directory = None  # where features, steps and targets are: here, or the next directory above
target = None  # target file, targets/lab.yaml by default
system = None  # system, section and scenario (a part of the name will do) are chosen below, too
section = None
scenario = None
changes = None  # True: Make changes is ticked from the start
confirm = None  # the target's name
results = None  # directory of walks, reports/walks by default

# %% jupyter={"source_hidden": true}
from drillbook.notebook.parameters import check
from drillbook.walkthrough import console_widget

given = check(
    "walkthrough",
    {
        "directory": directory,
        "target": target,
        "system": system,
        "section": section,
        "scenario": scenario,
        "changes": changes,
        "confirm": confirm,
        "results": results,
    },
)
console_widget.show(given)
