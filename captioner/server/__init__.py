"""Answering, over a network: the embedded speech server.

`endpoint` takes connections, `handshake` agrees to what one asks for, `connection` serves it, with
`faults` in between where they are asked for. `workers` keeps the processes that speak, `worker` is
the program that runs in each of them, around `espeak`; `order` is what they say to one another.
`voices` lists what they can speak, `speakers` for whom of the cloud. Nothing is imported here, so
that a worker starts with what it needs: trio and WebSocket would double its start.
"""
