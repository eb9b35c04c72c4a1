export { createReferenceFiles, type ReferenceFiles } from './reference-files.ts'
export { type ReferenceRoutesOptions, referenceRoutes } from './reference-routes.ts'
