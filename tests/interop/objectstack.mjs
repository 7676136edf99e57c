// A host of ObjectStack with nothing but its marketplace: the published client is asked what the
// console asks, and installs. What came of it goes into one JSON file.
//
// node objectstack.mjs <result.json> <folder of the ledger> <app as JSON>...
//
// What is real: the kernel, the engine's registry of manifests, the marketplace's two plugins.
// What stands in: the web server (a table of routes) and who is signed in.
import { writeFileSync } from "node:fs";

import { ObjectKernel } from "@objectstack/core";
import { ObjectQLPlugin } from "@objectstack/objectql";
import {
  MarketplaceInstallLocalPlugin,
  MarketplaceProxyPlugin,
} from "@objectstack/cloud-connection";

const [result, storageDir, ...apps] = process.argv.slice(2);
const ROOT = "/api/v1/marketplace";
const OPERATOR = { id: "operator", email: "operator@quay.example" };
// As the permission tables of a host would have it.
const TABLES = {
  sys_user: [OPERATOR],
  sys_user_permission_set: [{ user_id: "operator", permission_set_id: "all" }],
  sys_permission_set: [{ id: "all", name: "all", system_permissions: ["manage_metadata"] }],
};

const routes = [];
const add = (method) => (path, handler) => routes.push({ method, path, handler });
const rawApp = {
  all: add("*"),
  get: add("GET"),
  post: add("POST"),
  delete: add("DELETE"),
};

function fits(route, method, path) {
  if (route.method !== "*" && route.method !== method) return false;
  if (route.path.endsWith("/*")) return path.startsWith(route.path.slice(0, -1));
  return route.path === path;
}

/** Answer a request by the first route that does not pass it on. */
async function ask(method, target, body) {
  const url = new URL(target, "http://host.example");
  const raw = new Request(url, { method, body: body && JSON.stringify(body) });
  const context = {
    req: {
      raw,
      url: url.href,
      method,
      header: (name) => raw.headers.get(name) ?? undefined,
      param: () => undefined,
      json: () => raw.json(),
    },
    json: (value, status) => Response.json(value, { status }),
  };
  for (const route of routes.filter((route) => fits(route, method, url.pathname))) {
    const answer = await route.handler(context, () => undefined);
    if (answer) {
      const body = await answer.json();
      return { status: answer.status, via: answer.headers.get("x-cache"), body };
    }
  }
  return { status: 404 };
}

const said = [];
const logger = Object.fromEntries(
  ["debug", "info", "warn", "error"].map((level) => [
    level,
    (text) => level === "debug" || level === "info" || said.push(`${level}: ${text}`),
  ]),
);

const kernel = new ObjectKernel({ logger: { level: "fatal" } });
await kernel.use(new ObjectQLPlugin());
await kernel.bootstrap();
const stand = {
  "http.server": { getRawApp: () => rawApp },
  auth: { api: { getSession: async () => ({ user: OPERATOR }) } },
  objectql: {
    find: async (table) => TABLES[table] ?? [],
    registry: kernel.getService("objectql").registry,
  },
};
const ready = [];
const context = {
  logger,
  getService: (name) => stand[name] ?? kernel.getService(name),
  registerService: () => undefined,
  hook: (_, act) => ready.push(act),
};
for (const plugin of [
  new MarketplaceInstallLocalPlugin({ storageDir }),
  new MarketplaceProxyPlugin({ cacheDisabled: true }),
]) {
  await plugin.init(context);
  await plugin.start(context);
}
for (const act of ready) await act();

const engine = kernel.getService("objectql");
const found = { list: await ask("GET", `${ROOT}/packages`), apps: {} };
for (const { id, query, versions, objects } of apps.map((text) => JSON.parse(text))) {
  const app = {
    found: await ask("GET", `${ROOT}/packages?q=${encodeURIComponent(query)}&limit=5`),
    detail: await ask("GET", `${ROOT}/packages/${id}`),
    manifests: [],
    installs: [],
  };
  for (const versionId of versions) {
    app.manifests.push(await ask("GET", `${ROOT}/packages/${id}/versions/${versionId}/manifest`));
    const wanted = { packageId: id, versionId };
    app.installs.push(await ask("POST", `${ROOT}/install-local`, wanted));
  }
  app.registered = objects.filter((name) => engine.registry.getObject(name));
  found.apps[id] = app;
}
found.installed = await ask("GET", `${ROOT}/install-local`);
found.said = said;
writeFileSync(result, JSON.stringify(found));
process.exit(0);
