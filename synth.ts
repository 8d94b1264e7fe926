import { App } from "cdktf";
import { ArgocdStack } from "./examples/argocd/argocd-stack";
import { ClusterDnsStack } from "./examples/cluster-dns/cluster-dns-stack";
const a = new App({ outdir: "/tmp/infra-real/argocd" }); new ArgocdStack(a, "argocd"); a.synth();
const b = new App({ outdir: "/tmp/infra-real/cluster-dns" }); new ClusterDnsStack(b, "cluster-dns"); b.synth();
