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
# # Postmortem

# %% tags=["parameters"]
evidence = None  # evidence document (.json), records (.jsonl), or an executed notebook (.ipynb)

# %%
from drillbook.notebook import follow_up, postmortem
from drillbook.notebook.parameters import check
from drillbook.notebook.postmortem_chart import timeline_chart

given = check("postmortem", {"evidence": evidence})
drill, frozen = postmortem.load(given.evidence)
postmortem.heading(drill)

# %% [markdown]
# ## Summary

# %%
postmortem.summary(drill)

# %% [markdown]
# ## Impact

# %%
postmortem.impact(drill)

# %% [markdown]
# ## Timeline

# %%
timeline_chart(drill)

# %% [markdown]
# ## Detection and recovery

# %%
postmortem.recovery(drill)

# %% [markdown]
# ## What went as the runbook says

# %%
postmortem.as_promised(drill)

# %% [markdown]
# ## Where it did not

# %%
postmortem.not_as_promised(drill)

# %% [markdown]
# ## Contributing conditions

# %%
follow_up.conditions(drill)

# %% [markdown]
# ## Action items

# %%
follow_up.action_items(drill)

# %% [markdown]
# ## Appendix: observations

# %%
follow_up.appendix(drill)

# %%
frozen
