"""PID 1 of a container whose server can be stopped and started without the pod being replaced.

Neo4j Community dumps and loads only while its server is stopped, and a damaged page can only be put into a
PostgreSQL data file that no server holds open. Both need a container that outlives its server.
"""
