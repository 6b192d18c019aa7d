"""A stand-in for the classroom's machines: their ssh, power, cluster and storage, on top of the practice cloud.

Ironic has the nodes' power, Nova the compute services; what no service knows (Pacemaker, Ceph's flags, boot times) is
kept in a file. Hosts answer over a real ssh server while their node is on, and know the runbooks' commands only.
"""
