"""A small world that drillbook is let loose on: a Kubernetes API in a process of its own.

It keeps objects, replaces the pods of its workloads, and runs what is executed in a pod in that
pod's own root directory. It survives whoever changes it, counts the changes, and can kill the
process that asks for one, before or after it is made.
"""
