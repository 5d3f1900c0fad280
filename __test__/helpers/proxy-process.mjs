// Runs a proxy as a process of its own, until its parent has gone.
import { createProxy } from './proxy-server.mjs';

const { server, asked } = createProxy(JSON.parse(process.argv[2]));
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('message', () => process.send({ asked }));
process.once('disconnect', () => process.exit());
