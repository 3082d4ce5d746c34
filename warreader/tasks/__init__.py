"""Work that may wait: functions that a worker process does after the request that asked for them.

Each is a ``@task()`` in a module here. It is put in line with ``transaction.on_commit(partial(work.enqueue, …))``, so
that it never runs before what it is about is stored; it takes ids, never texts; and it may be done twice.
"""
