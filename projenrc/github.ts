import { Project, TextFile, YamlFile } from "projen";

// Pinned by commit, so that a moved tag cannot change what runs here.
const CHECKOUT = "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683"; // v4.2.2
const SETUP_NODE = "actions/setup-node@49933ea5288caeca8642d1e84afbd3f7d6820020"; // v4.4.0
const SETUP_GO = "actions/setup-go@d35c59abb061a4a6fb18e82ac0862c26744d6ab5"; // v5.5.0
const SETUP_TERRAFORM = "hashicorp/setup-terraform@b9cd54a3c349d3f38e8881555d616ced269862dd"; // v3.1.2

const NODE_VERSIONS = ["20", "22", "24"];
const RELEASE_NODE = "24";
const GO_VERSION = "stable";
// The wrapper would change the output and the exit codes that the tests read.
const TERRAFORM = { uses: SETUP_TERRAFORM, with: { terraform_wrapper: false } };

const setUp = (node: string) => [
  { uses: CHECKOUT, with: { "persist-credentials": false } },
  { uses: SETUP_NODE, with: { "node-version": node, cache: "npm" } },
];
const realTools = [{ uses: SETUP_GO, with: { "go-version": GO_VERSION, cache: false } }, TERRAFORM];

export interface GithubOptions {
  /** The repository's URL. */
  readonly repository: string;
  /** Whether the release workflow publishes; otherwise it packs and publishes nothing. */
  readonly releaseToNpm: boolean;
}

/** The workflows, templates and update rules of GitHub. */
export function addGithub(project: Project, options: GithubOptions): void {
  const workflow = (name: string, obj: object) => new YamlFile(project, `.github/workflows/${name}.yml`, { obj });

  workflow("build", {
    name: "build",
    on: { pull_request: {}, push: { branches: ["main"] } },
    permissions: { contents: "read" },
    concurrency: { group: "build-${{ github.ref }}", "cancel-in-progress": true },
    jobs: {
      build: {
        "runs-on": "ubuntu-latest",
        "timeout-minutes": 60,
        strategy: { "fail-fast": false, matrix: { node: NODE_VERSIONS } },
        steps: [...setUp("${{ matrix.node }}"), ...realTools, { run: "bash .ci/run" }],
      },
    },
  });

  workflow("nightly", {
    name: "nightly",
    on: { schedule: [{ cron: "17 2 * * *" }], workflow_dispatch: {} },
    permissions: { contents: "read" },
    jobs: {
      rehearsal: {
        "runs-on": "ubuntu-latest",
        "timeout-minutes": 180,
        steps: [...setUp(RELEASE_NODE), TERRAFORM, { run: "npm ci" }, { run: "npm run nightly" }],
      },
    },
  });

  workflow("release", {
    name: "release",
    on: { workflow_dispatch: {} },
    permissions: { contents: "read" },
    jobs: {
      npm: {
        "runs-on": "ubuntu-latest",
        "timeout-minutes": 90,
        environment: "npm",
        permissions: { contents: "read", "id-token": "write" },
        steps: [
          ...setUp(RELEASE_NODE),
          ...realTools,
          { run: "bash .ci/run" },
          { run: `npm publish --provenance --access public${options.releaseToNpm ? "" : " --dry-run"}` },
        ],
      },
    },
  });

  new YamlFile(project, ".github/dependabot.yml", {
    obj: {
      version: 2,
      updates: [
        {
          "package-ecosystem": "npm",
          directory: "/",
          schedule: { interval: "weekly" },
          // package.json is generated from .projenrc.ts.
          "versioning-strategy": "lockfile-only",
          groups: { npm: { patterns: ["*"] } },
        },
        { "package-ecosystem": "github-actions", directory: "/", schedule: { interval: "weekly" } },
      ],
    },
  });

  new YamlFile(project, ".github/ISSUE_TEMPLATE/config.yml", {
    obj: {
      blank_issues_enabled: false,
      contact_links: [
        {
          name: "Report a security problem",
          url: `${options.repository}/security/policy`,
          about: "Read SECURITY.md. Do not report a vulnerability in a public issue.",
        },
      ],
    },
  });
  new YamlFile(project, ".github/ISSUE_TEMPLATE/bug.yml", {
    obj: {
      name: "Bug",
      description: "Something does not work as documented",
      labels: ["bug"],
      body: [
        textarea("program", "Program", "A minimal program or the synthesized JSON, with invented identifiers."),
        textarea("expected", "Expected", "What you expected to happen."),
        textarea("actual", "Actual", "What happened, with the whole error message."),
        textarea("versions", "Versions", "cdktf-zero-trust, cdktf, providers, Terraform or OpenTofu, Node."),
      ],
    },
  });
  new YamlFile(project, ".github/ISSUE_TEMPLATE/feature.yml", {
    obj: {
      name: "Feature",
      description: "Something that the library cannot do yet",
      labels: ["enhancement"],
      body: [
        textarea("task", "Task", "What you want to do, and what you do today."),
        textarea("proposal", "Proposal", "The program that you would like to write, if you have one in mind.", false),
      ],
    },
  });

  new TextFile(project, ".github/pull_request_template.md", {
    marker: false,
    lines: [
      "## What and why",
      "",
      "",
      "",
      "## Checklist",
      "",
      "- [ ] `bash .ci/run` passes.",
      "- [ ] Tests assert the new behaviour and its edges; each new error code has an example.",
      "- [ ] A change of the safety contract has a mutant, and `docs/safety.md` describes it.",
      "- [ ] `docs/` and `CHANGELOG.md` are updated.",
      "",
    ],
  });
}

function textarea(id: string, label: string, description: string, required = true): object {
  return { type: "textarea", id, attributes: { label, description }, validations: { required } };
}
