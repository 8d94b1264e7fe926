import type { Rule } from "./rewrite";

const keep = (pattern: string): Rule => ({ pattern });
const replace = (pattern: string, replacement: string): Rule => ({ pattern, replacement });

/** CDK Terrain has the same names. */
const sameInCdkTerrain = [
  keep("@cdktf/(?:warn|error|info)\\b"),
  keep("\\bcdktf\\\\?\\.(?:json|out)\\b"),
  keep("/cdktf\\.\\*"), // in .npmignore: cdktf.json and cdktf.out
  keep("\\bCDKTF_(?!ZERO_TRUST)[A-Z_]+"),
  keep("\\bcdktfStack\\b"),
];

/** Other names would change what is deployed, or what a team finds by them. */
const deployed = [
  keep(
    "\\bcdktf-zero-trust/(?:companion-of|corefile-checksum|needs|open-to-all|serves|token-checksum|tunnel-id|zones)\\b",
  ),
  keep("/cdktf-zero-trust-probe\\b"),
  keep("\\bcdktf-zero-trust-cloudflared\\b"), // the uid of the dashboard
];

/** Both packages are developed and published by the same project. */
const ofTheProject = [
  keep("\\bgithub\\.com/example/cdktf-zero-trust\\b"),
  keep("\\bThe cdktf-zero-trust authors\\b"),
  keep("\\bCDKTF_ZERO_TRUST_CREATION_STACKS\\b"),
  keep("\\bcdktf-zero-trust/ValidationError\\b"), // an error of either package is recognized
  keep("\\bisRefusedByCdktf\\b"),
];

const elsewhere = [keep("\\bdeveloper\\.hashicorp\\.com/terraform/cdktf\\b[\\w/#-]*")];

/** Texts that contain the name of CDK for Terraform, in the order in which they are tried. */
export const RULES: readonly Rule[] = [
  ...sameInCdkTerrain,
  ...deployed,
  ...ofTheProject,
  ...elsewhere,
  replace("\\bcdktf-cli@0\\.21", "cdktn-cli@0.24"),
  replace("\\bcdktf-cli\\b", "cdktn-cli"),
  replace("@cdktf(?=\\\\?/(?:provider-|\\.\\*))", "@cdktn"), // also in regular expressions, where "/" is escaped
  // Other paths below the name are keys of annotations, and other suffixes are names of objects.
  replace('\\bcdktf-zero-trust\\b(?!/(?!(?:docs|lib|monitoring|\\(\\.\\*\\)|\\)))|-[^"])', "cdktn-zero-trust"),
  replace("(?<![\\w@/.-])cdktf(?![\\w/-]|\\.\\w)", "cdktn"),
  replace("(?<![\\w@/.-])cdktf(?=/lib/)", "cdktn"),
  replace("\\bCDK for Terraform\\b", "CDK Terrain"),
  replace("\\bCDKTF\\b(?!_)", "CDK Terrain"),
];
