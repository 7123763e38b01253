/** Every limit of the control plane, by name. What AWS publishes is stated in the shapes instead. */

/** Newest events kept for each cluster (observed: 500). */
export const CLUSTER_EVENTS_MAX = 500;
/** Page size where a list request names none (our choice: the largest that may be asked for, as in the SDK docs of sibling lists: 10 would only cost round trips). */
export const PAGE_SIZE_DEFAULT = 100;
/** Clusters in one account and region (our choice; AWS's own quota is not published). */
export const CLUSTERS_PER_WORLD_MAX = 10_000;
/** Compute quotas in one account and region (our choice). */
export const COMPUTE_QUOTAS_PER_WORLD_MAX = 10_000;
/** Compute quotas, and so teams, of one cluster: each has a row a day in the ledger (our choice). */
export const COMPUTE_QUOTAS_PER_CLUSTER_MAX = 2_000;
/** Cluster scheduler configs in one account and region (our choice; a cluster has one). */
export const SCHEDULER_CONFIGS_PER_WORLD_MAX = 5_000;
/** Past versions kept of one compute quota or cluster scheduler config; the oldest go first (our choice). */
export const VERSIONS_KEPT_MAX = 1_000;
/** Characters in a team's name: what its queue's name leaves of a label value (the model's pattern means 40). */
export const TEAM_NAME_MAX = 40;
/** Characters in a priority class's name (the model's pattern means 40). */
export const PRIORITY_CLASS_NAME_MAX = 40;
/** Instance groups in one cluster, ordinary and restricted together (documented in the shapes: 100). */
export const GROUPS_PER_CLUSTER_MAX = 100;
/** Nodes in the whole server, so that memory stays bounded (our choice). */
export const NODES_MAX = 250_000;
/** Training plans in one account and region that are Pending, Scheduled or Active, whatever the market's quota says (our choice). */
export const TRAINING_PLANS_STANDING_MAX = 10_000;
/** Training plans in one account and region that are Expired or Failed; past it those that ended first go (our choice). */
export const TRAINING_PLANS_ENDED_MAX = 10_000;
/** Models in one account and region (our choice; the service's own quota is not published). */
export const MODELS_PER_WORLD_MAX = 10_000;
/** Endpoint configurations in one account and region (our choice). */
export const ENDPOINT_CONFIGS_PER_WORLD_MAX = 10_000;
/** Endpoints in one account and region (our choice). */
export const ENDPOINTS_PER_WORLD_MAX = 10_000;
/** Items of a page of ListModels, ListEndpointConfigs and ListEndpoints where the request says nothing (documented: 10). */
export const ENDPOINTS_PAGE_SIZE_DEFAULT = 10;
/** The largest request to an endpoint, and the largest answer (documented in the model of SageMaker Runtime: 6 MiB). */
export const INVOCATION_BYTES_MAX = 6 * 1024 * 1024;
/** The largest request that an endpoint without a model server shows in its answer (our choice). */
export const ECHO_BYTES_MAX = 64 * 1024;
/** How long a model server may take to answer (documented: 60 s). */
export const FORWARD_TIMEOUT_MS = 60_000;
/** Extensions of one training plan (our choice; the service's own number is "any"). */
export const EXTENSIONS_PER_PLAN_MAX = 100;
/** Training jobs in one account and region; past it the ended ones go, those that ended first first (our choice). */
export const TRAINING_JOBS_PER_WORLD_MAX = 10_000;
/** Secondary statuses remembered of one training job; the oldest go first (our choice). */
export const TRAINING_JOB_TRANSITIONS_MAX = 200;
/** The longest that a training job may be asked to run (documented: 28 days), and that a warm pool is kept in use. */
export const TRAINING_RUNTIME_MAX_MS = 28 * 86_400_000;
/** How long a training job waits for instances of an Active plan (documented: 2 days); on demand it is our choice. */
export const TRAINING_PENDING_MAX_MS = 2 * 86_400_000;
/** How often a training job that waits looks for capacity by itself (our choice). */
export const CAPACITY_LOOK_MS = 300_000;
/** Tags on one resource (documented). */
export const TAGS_MAX = 50;
/** How long BatchAddClusterNodes remembers a client token (documented: 8 h). */
export const CLIENT_TOKEN_TTL_MS = 8 * 3_600_000;
/** Volumes on one node besides its own (our choice: the device names /dev/sdf to /dev/sdp). */
export const NODE_VOLUMES_MAX = 11;
/** Faults kept, standing and ended together; the oldest ended ones go first. */
export const FAULTS_MAX = 1_000;
/** Hits remembered of one fault. */
export const FAULT_HITS_MAX = 100;
/** Undelivered webhook events kept; past it the oldest is dropped and counted. */
export const DELIVERIES_MAX = 100_000;
/** Tasks of one cluster that have not ended (our choice: Kueue's own largest test has half as many). */
export const TASKS_OPEN_MAX = 100_000;
/** Ended tasks kept of one cluster; past it those that ended first go. */
export const TASKS_ENDED_MAX = 10_000;
/** Lines of task history kept of one cluster. */
export const TASK_RECORDS_MAX = 100_000;
/** Places of replicas that these lines name, all together: some 200 MB; past it the oldest lines go sooner. */
export const TASK_RECORD_PLACES_MAX = 1_000_000;
/** Replicas of one task, all pod sets together. */
export const TASK_REPLICAS_MAX = 10_000;
/** Pod sets of one task (Kueue: 8). */
export const TASK_POD_SETS_MAX = 8;
/** Days of the ledger kept of one team, today among them (our choice: a year and the month after). */
export const TEAM_DAYS_MAX = 400;
/** Teams in the ledger of one cluster; past it those whose quota is gone are forgotten, the oldest first. */
export const LEDGER_TEAMS_MAX = 2_000;
/** Stopped scheduling loops remembered of one cluster. */
export const LOOPS_MAX = 20;
/** GPUs that are looked at in one question about partitions: those of the largest instance. */
export const GPUS_PER_LAYOUT_MAX = 8;
/** The longest manifest that is read (our choice: an object of Kubernetes is at most 1.5 MiB in etcd). */
export const MANIFEST_BYTES_MAX = 1024 * 1024;
/** Documents in one manifest: each may be a task (our choice). */
export const MANIFEST_DOCUMENTS_MAX = 100;
/** How deep lists and maps of a manifest are nested; a PyTorchJob needs about 15. */
export const MANIFEST_DEPTH_MAX = 64;
/** Words and signs of a manifest, all together: what reading it costs (our choice: some 15,000 lines). */
export const MANIFEST_TOKENS_MAX = 100_000;
/** Values that stand behind the aliases of one document, so that a few lines do not unfold into gigabytes. */
export const MANIFEST_ALIASES_MAX = 1_000;
/** Warnings about one task of a manifest; what is past it is counted. */
export const MANIFEST_WARNINGS_MAX = 100;
/** Node labels that one pod set may ask for, and as many tolerations: they are kept with the task (our choice). */
export const POD_SET_LABELS_MAX = 16;
/** Resources that one pod set may ask for. */
export const POD_SET_RESOURCES_MAX = 16;
/** The longest that a task may be told to run (our choice: ten years). */
export const TASK_DURATION_MAX_MS = 3_660 * 86_400_000;
/** Teams times waiting tasks up to which changes are tried by a run of everybody (our choice: beyond, only the own queue runs). */
export const EXPLAINED_BY_FULL_RUN_MAX = 20_000;
/** Teams times waiting tasks up to which lint looks for loops, and the cycles of one run (our choice: about a second). */
export const LINT_LOOPS_MAX = 100_000;
export const LINT_CYCLES_MAX = 500;
/** Offerings in the answer to one search (documented: at most three). */
export const OFFERINGS_PER_SEARCH_MAX = 3;
/** The longest that a plan lasts in days, all its blocks together (documented). */
export const PLAN_DAYS_MAX = 182;
/** Instances in one plan that is bought in UltraServers (the model's bound; without them it is 64). */
export const PLAN_INSTANCES_MAX = 256;
/** Times that the supply of a type in a zone changes by what was changed while the server ran (our choice). */
export const SUPPLY_STEPS_MAX = 1_000;
/** Zones of a region in which capacity is sold (our choice). */
export const MARKET_ZONES_MAX = 100;
/** Instances of a type that a zone of the market can have (our choice). */
export const SUPPLY_MAX = 100_000;
/** The highest rate in USD an hour: with it the largest fee is still exact (our choice). */
export const RATE_MAX = 10_000;
/** The highest quota of instances or plans (our choice). */
export const QUOTA_MAX = 1_000_000;
/** Bytes of a market file (our choice: some 100,000 changes of supply). */
export const MARKET_FILE_BYTES_MAX = 16 * 1024 * 1024;
/** Weeks of the market that are shown at once: how long the longest plan lasts, and how far ahead it may start. */
export const MARKET_WEEKS_MAX = 34;
/** How many days longer than needed are looked at when plans are advised: the needed hours may not fit the days. */
export const ADVISED_DAYS_MORE = 7;
/** Pieces of advice in one answer. */
export const ADVICE_MAX = 100;
/** How long an offering of capacity stands (our choice; it never outlives its last moment to pay). */
export const OFFERING_TTL_MS = 3_600_000;
/** How long an expired offering is remembered, so that who comes too late is told so (our choice). */
export const OFFERING_REMEMBERED_MS = 86_400_000;
/** Offerings kept in the whole server, expired ones among them; past it the oldest go (our choice). */
export const OFFERINGS_MAX = 10_000;
/** The last moment to pay for a plan, before it starts (documented: 5 minutes). */
export const PURCHASE_LEAD_MS = 300_000;
/** How far ahead a plan may start (documented: 8 weeks). */
export const ADVANCE_BOOKING_MS = 56 * 86_400_000;
/** Tries of waiting tasks in one scheduling pass, and the pause before the next one goes on (our choice: well below a second). */
export const PASS_TRIES_MAX = 5_000;
export const PASS_PAUSE_MS = 1;

/** Those who run on a training plan, as one reply shows them. */
export const USERS_SHOWN_MAX = 1_000;
