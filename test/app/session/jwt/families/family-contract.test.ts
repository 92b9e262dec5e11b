import { sessionContract } from '../../contract';
import { openFamilies } from './families-under-test';

sessionContract('signed tokens with families', () => openFamilies('within-minutes'));
sessionContract('signed tokens that are asked for', () => openFamilies('at-once'));
