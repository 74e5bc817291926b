/** A stack in fixtures/stacks. */
export const stackNames = ['shop', 'dashboard', 'agents'] as const;

export type StackName = (typeof stackNames)[number];

/** A mistake that people make in a Compose file, and what a check must then find. */
export interface Mistake {
  readonly name: string;
  readonly stack: StackName;
  /** What is replaced in compose.yaml, and by what. */
  readonly replaced: readonly (readonly [before: string, after: string])[];
  /** Another project that is up at the same time. */
  readonly beside?: 'outsider';
  /** Each finding that fails, `from → to way`, and no other one. */
  readonly failed: readonly string[];
  /** A part of the first suspicion. */
  readonly suspicion: RegExp;
}

/** The mistakes, one for each that threads and questions are full of. */
export const mistakes: readonly Mistake[] = [
  {
    name: 'the database is on the network of the shop',
    stack: 'shop',
    replaced: [['networks: [data]\n\nnetworks', 'networks: [data, app]\n\nnetworks']],
    failed: ['proxy → db tcp/5432', 'shop → db tcp/5432', 'proxy → db icmp', 'shop → db icmp', 'db → shop tcp/3000'],
    suspicion: /both are on the network app/,
  },
  {
    name: 'internal is missing',
    stack: 'shop',
    replaced: [['data: { internal: true }', 'data: {}']],
    failed: ['api → world tcp/587', 'db → world tcp/587'],
    suspicion: /add internal: true/,
  },
  {
    name: 'the program listens on 127.0.0.1 in its container',
    stack: 'shop',
    replaced: [["['8000', '127.0.0.1:9090']", "['127.0.0.1:8000', '127.0.0.1:9090']"]],
    failed: ['proxy → api tcp/8000', 'shop → api tcp/8000'],
    suspicion: /have it listen on 0\.0\.0\.0/,
  },
  {
    name: 'an admin port listens on every network',
    stack: 'shop',
    replaced: [['127.0.0.1:9090', '9090']],
    failed: ['proxy → api tcp/9090', 'shop → api tcp/9090'],
    suspicion: /both are on the network app/,
  },
  {
    name: 'a list of networks leaves out the one of the database',
    stack: 'shop',
    replaced: [['networks: [app, data]', 'networks: [app]']],
    failed: ['api → db tcp/5432', 'api → worker udp/8125'],
    suspicion: /add data to the networks of api/,
  },
  {
    name: 'the proxy is published on 127.0.0.1',
    stack: 'shop',
    replaced: [["['8080:80', '8443:443']", "['127.0.0.1:8080:80', '127.0.0.1:8443:443']"]],
    failed: ['lan → proxy tcp/443', 'lan → proxy tcp/80'],
    suspicion: /take the address off/,
  },
  {
    name: 'a backend is published on all addresses',
    stack: 'dashboard',
    replaced: [
      [
        '    networks:\n      bridgenetwork: { al',
        "    ports: ['3000:3000']\n    networks:\n      bridgenetwork: { al",
      ],
    ],
    failed: ['lan → grafana tcp/3000'],
    suspicion: /publishes 3000 on 0\.0\.0\.0: remove the line, or write "127\.0\.0\.1:3000:3000"/,
  },
  {
    name: 'an alias is lost',
    stack: 'dashboard',
    replaced: [['bridgenetwork: { aliases: [dashboards] }', 'bridgenetwork: {}']],
    failed: ['nginx → grafana name/dashboards'],
    suspicion: /add the alias under networks of grafana: bridgenetwork: \{ aliases: \[dashboards\] \}/,
  },
  {
    name: 'a second project has the same service on the same external network',
    stack: 'dashboard',
    replaced: [],
    beside: 'outsider',
    failed: ['nginx → grafana name'],
    suspicion: /another project on the same network/,
  },
  {
    name: 'a service is up before its program listens',
    stack: 'dashboard',
    replaced: [
      [
        '    init: true\n    stop_grace_period: 0s\n    networks:\n',
        "    init: true\n    stop_grace_period: 0s\n    entrypoint: ['sleep', '600']\n    networks:\n",
      ],
    ],
    failed: ['nginx → grafana tcp/3000'],
    suspicion: /depends_on waits for/,
  },
  {
    name: 'an agent on the host network listens on every address',
    stack: 'agents',
    replaced: [["'127.0.0.1:9100'", "'9100'"]],
    failed: ['lan → agent tcp/9100', 'web → agent tcp/9100'],
    suspicion: /listens on every address of the host/,
  },
  {
    name: 'a job without a network gets one',
    stack: 'agents',
    replaced: [['    network_mode: none\n', '']],
    failed: ['web → job tcp/7000', 'web → job icmp', 'job → web tcp/8000', 'job → web icmp', 'agent → job tcp/7000'],
    suspicion: /both are on the network default/,
  },
];
