/** The actions by which servers sign in to the session store. */
export const sessionStoreActions = ['elasticache:Connect'];
