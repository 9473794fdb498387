/** The steps that rel knows, with the registries that some of them need. */
import type { ArchiveFormat } from '../archives/archive.ts'
import type { Target } from '../targets/target.ts'
import { assemble } from './assemble.ts'
import { buildHandler } from './build.ts'
import { commit } from './commit.ts'
import { declare } from './declare.ts'
import { land } from './land.ts'
import { obtainHandler } from './obtain.ts'
import { publishHandler, targetOfKind } from './publish.ts'
import { push } from './push.ts'
import { record } from './record.ts'
import { seal } from './seal.ts'
import { stage } from './stage.ts'
import type { Handler } from './step.ts'
import { tag } from './tag.ts'
import { unstage } from './unstage.ts'
import { withdrawHandler } from './withdraw.ts'

export type { AssembleInput } from './assemble.ts'
export type { CommitInput } from './commit.ts'
export type { DeclareInput } from './declare.ts'
export type { LandInput } from './land.ts'
export type { ObtainInput } from './obtain.ts'
export type { PublishInput } from './publish.ts'
export type { PushInput } from './push.ts'
export type { RecordInput } from './record.ts'
export type { SealInput } from './seal.ts'
export type { StageInput } from './stage.ts'
export type { TagInput } from './tag.ts'
export type { UnstageInput } from './unstage.ts'
export type { WithdrawInput } from './withdraw.ts'

/** Handlers of any input: steps are made and handled by the same version of rel. */
export const stepHandlers = (
  formats: readonly ArchiveFormat[],
  targets: readonly Target<never>[],
): readonly Handler<never>[] => {
  const build = buildHandler(formats)
  const obtain = obtainHandler({
    build: (input, world) => build.act(input, world),
    retrieve: (kind, publishing, folder, world) =>
      targetOfKind(targets, kind).retrieve(publishing as never, folder, world),
  })
  const withdraw = withdrawHandler((kind) => targetOfKind(targets, kind))
  const made = [commit, tag, land, push, build, assemble, stage, seal]
  return [...made, obtain, publishHandler(targets), record, unstage, declare, withdraw]
}
