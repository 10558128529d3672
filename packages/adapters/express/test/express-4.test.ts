import express from 'express-4'
import { testCorpus } from './differential/run-corpus.ts'

testCorpus(express, 4)
