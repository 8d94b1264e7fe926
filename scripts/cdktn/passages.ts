import type { Passage } from "./rewrite";

const STATUS = `## Status

The package is **not published yet**, and its API can change until 1.0. It is built for the bindings of CDK Terrain:
Cloudflare provider 5.28, Kubernetes 3.4, Google 8.7, AWS 6.66. What you deploy does not depend on CDK Terrain:
\`cdktf.out\` is plain Terraform JSON, which \`terraform\` plans and applies without this library and without CDK Terrain.

Projects that use CDK for Terraform install another package, which is built from the same sources: see [Which package do
I need?](docs/which-package.md) Do not install \`cdktf\` and \`cdktn\` side by side: synthesis fails.

`;

const README: readonly Passage[] = [
  {
    from: "[CDK for Terraform](https://developer.hashicorp.com/terraform/cdktf)",
    to: "[CDK Terrain](https://github.com/open-constructs/cdk-terrain)",
  },
  { from: "(for CDK Terrain, see [Which", to: "(for CDK for Terraform, see [Which" },
  {
    from: "npm install cdktf-zero-trust cdktf constructs @cdktf/provider-cloudflare",
    to: 'npm install cdktn-zero-trust cdktn "constructs@<10.8" @cdktn/provider-cloudflare',
  },
  { from: /^## Status\n[^]*?(?=^## )/m, to: STATUS },
  { from: /^\| cdktf \|.*$/m, to: "| cdktn | ^0.24.0 | 0.24.0 |" },
  { from: /^\| constructs \|.*$/m, to: "| constructs | >=10.6.0 <10.8.0 | 10.7.2 |" },
  { from: /^\| `@cdktf\/provider-cloudflare` \|.*$/m, to: row("cloudflare", "^16.0.0", "16.4.0 (provider 5.28.0)") },
  {
    from: /^\| `@cdktf\/provider-kubernetes`, optional \|.*$/m,
    to: row("kubernetes", "^17.0.1", "17.1.0 (provider 3.4.0)"),
  },
  { from: /^\| `@cdktf\/provider-google`, optional \|.*$/m, to: row("google", "^21.0.0", "21.1.0 (provider 8.7.0)") },
  { from: /^\| `@cdktf\/provider-aws`, optional \|.*$/m, to: row("aws", "^25.0.0", "25.7.0 (provider 6.66.0)") },
];

function row(provider: string, range: string, tested: string): string {
  const optional = provider === "cloudflare" ? "" : ", optional";
  return `| \`@cdktn/provider-${provider}\`${optional} | ${range} | ${tested} |`;
}

/** Passages by file. Each of them must occur in the file. */
export const PASSAGES: { readonly [file: string]: readonly Passage[] } = {
  "README.md": README,
  // The bindings of CDK Terrain write the full address of a provider of HashiCorp.
  ...Object.fromEntries(
    Object.entries({ argocd: "kubernetes", "cloud-run": "google", "cluster-dns": "kubernetes" }).map(
      ([name, provider]) => [
        `__tests__/examples/__snapshots__/${name}.test.ts.snap`,
        [{ from: `"source": "${provider}"`, to: `"source": "hashicorp/${provider}"` }],
      ],
    ),
  ),
};
