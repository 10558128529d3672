import express from 'express'
import { testCorpus } from './differential/run-corpus.ts'

testCorpus(express, 5)
