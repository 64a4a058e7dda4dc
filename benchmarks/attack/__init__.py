"""One client at its worst: what a hundred others, a new visitor and the machine feel of it.

    python -m benchmarks.attack                        every attack, some six minutes
    python -m benchmarks.attack --only ping-flood      one of them; several with commas between
    python -m benchmarks.attack --list                 their names

    lab: the server, in a process of its own          crowd: live sessions that play     attacker: one attack, bounded in time and bytes
      ▲ memory, CPU, log                                ▲ lateness of every frame          ▲ what it was answered
      └───────────────────────────── watch: opens, asks /healthz ──────────────────────────┘ ──► judge: a row of the table

Server, crowd and attacker are processes of their own; each client has an address of its own (Linux answers to all of 127.0.0.0/8), so that
a limit for each address counts them apart. The attacker is nice: it stands for another machine and should not cost this one its cores.
A server that an attack has harmed is replaced before the next one. Linux only: what processes use is read from /proc.
"""
