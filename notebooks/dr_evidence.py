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
# # Disaster recovery: evidence of an exercise

# %% tags=["parameters"]
history = None  # history (file or postgresql://…), or an executed notebook (.ipynb)
plan = None
quarter = None
sign_off = None
controls = None
trust = None

# %%
from drillbook.notebook import dr, dr_chart, dr_tables
from drillbook.notebook.parameters import check
from drillbook.notebook.references import References

given = check(
    "dr_evidence",
    {
        "history": history,
        "plan": plan,
        "quarter": quarter,
        "sign_off": sign_off,
        "controls": controls,
        "trust": trust,
    },
)
exercise, frozen = dr.load(given)
dr.heading(exercise)

# %% [markdown]
# ## What is missing

# %%
dr.lacking(exercise)

# %% [markdown]
# ## Scope and objectives

# %%
dr.scope(exercise)

# %%
dr.planned(exercise)

# %% [markdown]
# ## Achieved against objectives

# %%
dr_chart.objectives_chart(exercise)

# %% [markdown]
# ## Checklist of the runbook

# %%
dr_tables.checklist(exercise)

# %% [markdown]
# ## Deviations

# %%
dr_tables.deviations(exercise)

# %% [markdown]
# ## Every attempt, in order

# %%
dr_tables.attempts(exercise)

# %% [markdown]
# ## Phase clocks

# %%
dr_tables.clocks(exercise)

# %% [markdown]
# ## Data verification

# %%
dr_tables.data(exercise)

# %% [markdown]
# ## Controls

# %%
dr_tables.controls(exercise)

# %% [markdown]
# ## Who ran and who approved

# %%
dr.people(exercise)

# %% [markdown]
# ## Runs and their seals

# %%
dr_tables.runs(exercise)

# %% [markdown]
# ## Appendix: where the numbers come from

# %%
References(exercise).listed()

# %%
frozen
