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
# # Capacity

# %% tags=["parameters"]
run = None  # directory of a run, or an executed notebook (.ipynb)
system = None
clients = None
clients_a_month = None
clients_at_most = None
plan_months_before = None

# %%
from drillbook.notebook import capacity, growth
from drillbook.notebook.parameters import check

given = check(
    "capacity",
    {
        "run": run,
        "system": system,
        "clients": clients,
        "clients_a_month": clients_a_month,
        "clients_at_most": clients_at_most,
        "plan_months_before": plan_months_before,
    },
)
inputs, frozen = capacity.load(given.run, given.system)
capacity.heading(inputs)

# %% [markdown]
# ## Growth of clients

# %%
growth.stated(given)

# %%
growth.projected(given, inputs.began.date())

# %% [markdown]
# ## In use now

# %%
capacity.usage(inputs)

# %%
capacity.pods(inputs)

# %% [markdown]
# ### Volumes

# %%
capacity.volumes(inputs)

# %% [markdown]
# ## What a client costs

# %%
capacity.clients(inputs)

# %%
capacity.cost_per_client(inputs)

# %% [markdown]
# ## Trends over the run

# %%
growth.trends(inputs)

# %% [markdown]
# ## Appendix: queries

# %%
capacity.queries(inputs)

# %%
frozen
