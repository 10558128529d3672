import Koa from 'koa-2'
import { testCorpus } from './differential/run-corpus.ts'

testCorpus(Koa, 2)
