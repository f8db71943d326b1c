"""Answering, over a network: the embedded speech server.

`endpoint` takes connections, `handshake` agrees to what one asks for, `connection` serves it, with
`faults` in between where they are asked for. `workers` keeps the processes that speak, `worker` is
the program that runs in each of them, around `espeak`; `order` is what they say to one another, and
`child` starts and ends them. For a batch the way is shorter: `fleet` keeps processes of which each
is a server of its own, `blocking`, and hands them connections. `voices` lists what can be spoken,
`speakers` for whom of the cloud. Nothing is imported here, so that a process starts with what it
needs: trio would double its start.
"""
