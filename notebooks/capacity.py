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
history = None  # CSV of time,resource,value[,unit,limit,kind], or directory of exported answers
load_test = None  # CSV of consumers,throughput[,unit]
system = None
clients = None
clients_a_month = None
clients_at_most = None
plan_months_before = None
growth_factor = None
large_client = None
large_client_in_days = None

# %%
from drillbook.notebook import capacity, capacity_inputs, growth, outlooks, scale
from drillbook.notebook.parameters import check

given = check(
    "capacity",
    {
        "run": run,
        "history": history,
        "load_test": load_test,
        "system": system,
        "clients": clients,
        "clients_a_month": clients_a_month,
        "clients_at_most": clients_at_most,
        "plan_months_before": plan_months_before,
        "growth_factor": growth_factor,
        "large_client": large_client,
        "large_client_in_days": large_client_in_days,
    },
)
inputs, frozen = capacity_inputs.load(given)
found = outlooks.looked_at(inputs, given)
capacity.heading(inputs)

# %% [markdown]
# ## When it is full

# %%
outlooks.told(found, given)

# %%
outlooks.fans(found)

# %% [markdown]
# ### How good the forecasts were in their own past

# %%
outlooks.backtests(found)

# %% [markdown]
# ## Growth as the runbook has it

# %%
growth.stated(given, inputs.plan)

# %%
growth.projected(given, inputs.plan, inputs.today)

# %%
growth.scenarios(given, inputs.plan)

# %%
growth.stated_table(inputs.plan)

# %% [markdown]
# ## With one gone (N-1)

# %%
scale.head_room(inputs)

# %% [markdown]
# ## Throughput by consumers

# %%
scale.law_of_scale(inputs.load_test, inputs.load_unit)

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
# ## Appendix: histories and queries

# %%
outlooks.sources(inputs)

# %%
capacity.queries(inputs)

# %%
frozen
