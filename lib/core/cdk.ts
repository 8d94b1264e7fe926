/** @internal The command line of the CDK whose constructs this package extends. */
export const CDK_CLI = "npx cdktf-cli@0.21";

/** @internal The bindings of the AWS provider, an optional peer dependency. */
export const AWS_BINDINGS = "@cdktf/provider-aws";

/** @internal The bindings of the Google provider, an optional peer dependency. */
export const GOOGLE_BINDINGS = "@cdktf/provider-google";
