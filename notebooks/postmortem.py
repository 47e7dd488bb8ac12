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
availability = None  # share of the time that the system has to be there, such as 0.999

# %%
from drillbook.notebook import follow_up, incident_report, postmortem, response, seen_around
from drillbook.notebook.parameters import check
from drillbook.notebook.postmortem_chart import timeline_chart

given = check("postmortem", {"evidence": evidence, "availability": availability})
around, frozen = postmortem.load(given.evidence)
drill = around.drill
postmortem.heading(drill)

# %% [markdown]
# ## Summary

# %%
postmortem.summary(drill)

# %% [markdown]
# ## Impact

# %%
postmortem.impact(drill)

# %%
response.error_budget(drill, given.availability)

# %% [markdown]
# ## Timeline

# %%
timeline_chart(around)

# %% [markdown]
# ## What changed, the soonest first

# %%
seen_around.changes(around)

# %% [markdown]
# ## Detection, diagnosis and recovery

# %%
response.recovery(around)

# %% [markdown]
# ## Alerts

# %%
seen_around.alerts(around)

# %% [markdown]
# ## Kubernetes' events

# %%
seen_around.events(around)

# %% [markdown]
# ## Log lines

# %%
seen_around.logs(around)

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
follow_up.action_items(around)

# %% [markdown]
# ## Incident report

# %%
incident_report.report(around)

# %% [markdown]
# ## What is not known

# %%
seen_around.missing(around)

# %% [markdown]
# ## Appendix: observations and queries

# %%
follow_up.appendix(around)

# %%
frozen
