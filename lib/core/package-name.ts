/** @internal The name of the package and of its command. */
export const PACKAGE_NAME = "cdktf-zero-trust";
