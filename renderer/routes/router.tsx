import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router';
import { auditSearchSchema } from '../features/audit/audit-search.ts';
import { parseSessionSearch } from '../features/captures/session-search.ts';
import { parseGraphSearch } from '../features/graph/graph-search.ts';
import { intelSearchSchema } from '../features/intel/intel-search.ts';
import { policiesSearchSchema, policySearchSchema } from '../features/policy/policy-search.ts';
import { parseSettingsSearch } from '../features/settings/settings-search.ts';
import { Broken } from './broken.tsx';
import { FirstStart } from './first-start.tsx';
import { Fleet } from './fleet.tsx';
import { Root } from './root.tsx';
import { fleetSearchSchema, incidentsSearchSchema, rootSearchSchema, vmSearchSchema } from './search.ts';

const rootRoute = createRootRoute({
  component: Root,
  validateSearch: rootSearchSchema,
  search: { middlewares: [retainSearchParams(['session', 'from', 'to', 'conditions'])] },
  errorComponent: Broken,
});
const parent = (): typeof rootRoute => rootRoute;

const indexRoute = createRoute({
  getParentRoute: parent,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/fleet', replace: true });
  },
});
const startRoute = createRoute({ getParentRoute: parent, path: '/start', component: FirstStart });
const fleetRoute = createRoute({
  getParentRoute: parent,
  path: '/fleet',
  component: Fleet,
  validateSearch: fleetSearchSchema,
});
const vmRoute = createRoute({
  getParentRoute: parent,
  path: '/vm/$id',
  component: lazyRouteComponent(() => import('./vm.tsx'), 'Vm'),
  validateSearch: vmSearchSchema,
});
const incidentsComponent = lazyRouteComponent(() => import('./incidents.tsx'), 'Incidents');
const incidentsRoute = createRoute({
  getParentRoute: parent,
  path: '/incidents',
  component: incidentsComponent,
  validateSearch: incidentsSearchSchema,
});
const incidentRoute = createRoute({
  getParentRoute: parent,
  path: '/incidents/$id',
  component: incidentsComponent,
  validateSearch: incidentsSearchSchema,
});
const graphRoute = createRoute({
  getParentRoute: parent,
  path: '/graph',
  component: lazyRouteComponent(() => import('./graph.tsx'), 'Graph'),
  validateSearch: parseGraphSearch,
});
const intelRoute = createRoute({
  getParentRoute: parent,
  path: '/intel',
  component: lazyRouteComponent(() => import('./intel.tsx'), 'Intel'),
  validateSearch: intelSearchSchema,
});
const policiesRoute = createRoute({
  getParentRoute: parent,
  path: '/policy',
  component: lazyRouteComponent(() => import('./policies.tsx'), 'Policies'),
  validateSearch: policiesSearchSchema,
});
const policyRoute = createRoute({
  getParentRoute: parent,
  path: '/policy/$name',
  component: lazyRouteComponent(() => import('./policy.tsx'), 'PolicyRoute'),
  validateSearch: policySearchSchema,
});
const changeRoute = createRoute({
  getParentRoute: parent,
  path: '/change/$id',
  component: lazyRouteComponent(() => import('./change.tsx'), 'ChangeScreen'),
});
const auditRoute = createRoute({
  getParentRoute: parent,
  path: '/audit',
  component: lazyRouteComponent(() => import('./audit.tsx'), 'Audit'),
  validateSearch: auditSearchSchema,
});
const sessionsRoute = createRoute({
  getParentRoute: parent,
  path: '/sessions',
  component: lazyRouteComponent(() => import('./sessions.tsx'), 'Sessions'),
});
const sessionRoute = createRoute({
  getParentRoute: parent,
  path: '/session/$id',
  component: lazyRouteComponent(() => import('./session.tsx'), 'SessionPage'),
  validateSearch: parseSessionSearch,
});
const settingsRoute = createRoute({
  getParentRoute: parent,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings.tsx'), 'SettingsPage'),
  validateSearch: parseSettingsSearch,
});

const routeTree = rootRoute.addChildren([
  indexRoute,
  startRoute,
  fleetRoute,
  vmRoute,
  incidentsRoute,
  incidentRoute,
  graphRoute,
  policiesRoute,
  policyRoute,
  changeRoute,
  auditRoute,
  intelRoute,
  sessionsRoute,
  sessionRoute,
  settingsRoute,
]);

/** Every screen and its address. The state of a screen stands behind `#`, so that the same files serve every address. */
export const router = createRouter({
  routeTree,
  history: createHashHistory(),
  defaultPreload: false,
  defaultErrorComponent: Broken,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
