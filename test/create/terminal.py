"""Runs a command at a pseudo-terminal. Reads lines of JSON: {"after": TEXT, "type": KEYS}; when TEXT has
appeared since the last one, KEYS are typed. Prints {"screen": ..., "code": ...} at the end."""
import fcntl, json, os, pty, select, struct, sys, termios, time

steps = [json.loads(line) for line in sys.stdin.read().splitlines()]
child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[1], sys.argv[1:])

fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
screen, seen, deadline = b"", 0, time.monotonic() + 20
while time.monotonic() < deadline:
    if steps and steps[0]["after"].encode() in screen[seen:]:
        seen = len(screen)
        os.write(terminal, steps.pop(0)["type"].encode())
    if not select.select([terminal], [], [], 0.05)[0]:
        continue
    try:
        chunk = os.read(terminal, 65536)
    except OSError:
        break
    if not chunk:
        break
    screen += chunk
else:
    os.kill(child, 9)

_, status = os.waitpid(child, 0)
print(json.dumps({"screen": screen.decode(), "code": os.waitstatus_to_exitcode(status)}))
