/** The id of the custom editor of plans, as in the manifest. */
export const PLAN_EDITOR = 'cc10x.planEditor';
