import Koa from 'koa'
import { testCorpus } from './differential/run-corpus.ts'

testCorpus(Koa, 3)
