"""An S3 server on a free port of loopback. Prints `listening PORT`. It checks no credentials."""

import logging
import time

from moto.server import ThreadedMotoServer

from parent import end_with_parent

logging.getLogger("werkzeug").setLevel(logging.WARNING)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print("listening", server.get_host_and_port()[1], flush=True)
end_with_parent()
while True:
    time.sleep(3600)
