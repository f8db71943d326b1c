"""Answering, over a network: the embedded speech server.

`endpoint` serves a connection, `handshake` agrees to what it asks for, `workers` keeps the
processes that speak, `worker` is the program that runs in each of them, around `espeak`, and
`voices` lists what they can speak. Nothing is imported here, so that a worker starts with what it
needs: trio and WebSocket would double its start.
"""
