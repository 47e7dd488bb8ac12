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
# # Trends

# %% tags=["parameters"]
history = None  # history (file or postgresql://…), or an executed notebook (.ipynb)
target = None
system = None
text = None

# %%
from drillbook.notebook import trends, trends_chart, trends_shown
from drillbook.notebook.parameters import check

given = check("trends", {"history": history, "target": target, "system": system, "text": text})
inputs, frozen = trends.load(given)
trends.heading(inputs)

# %% [markdown]
# ## In short

# %%
trends_shown.summary(inputs)

# %% [markdown]
# ## Recovery times over the nights

# %%
trends_chart.recovery_chart(inputs)

# %%
trends_shown.recovery_table(inputs)

# %% [markdown]
# ## Flaky drills

# %%
trends_shown.flaky(inputs)

# %% [markdown]
# ## Slowest drills

# %%
trends_shown.slowest(inputs)

# %% [markdown]
# ## Most often unknown

# %%
trends_shown.unknown(inputs)

# %% [markdown]
# ## Coverage over time

# %%
trends_chart.coverage_chart(inputs)

# %% [markdown]
# ## Appendix: where the numbers come from

# %%
trends.asked(inputs)

# %%
frozen
