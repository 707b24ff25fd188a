import type { JSX } from 'react';
import type { TwinDetail } from '../../../shared/contract/twin.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { numberEach } from '../packets/number-each.ts';

/** What the twin would have done next beside what the VM did. */
export function SampledStream({ sampled, of }: { sampled: TwinDetail['sampled']; of: string }): JSX.Element {
  const same = sampled.filter((step) => step.same).length;
  return (
    <section aria-labelledby="twin-sampled">
      <h3 id="twin-sampled" className="twin-rail-name">
        Twin’s own stream, sampled
      </h3>
      {sampled.length === 0 ? (
        <p className="second">No stream yet: the twin must have learned one first.</p>
      ) : (
        <>
          <p className="text-caption third">
            {of === '' ? null : (
              <>
                <HostileText text={of} />,{' '}
              </>
            )}
            {same} of {sampled.length} as predicted
          </p>
          <table className="twin-sampled mono">
            <thead>
              <tr>
                <th scope="col">twin says</th>
                <th scope="col">VM did</th>
              </tr>
            </thead>
            <tbody>
              {numberEach(sampled).map(({ number, item: step }) => (
                <tr key={number}>
                  <td>
                    <HostileText text={step.twin} cut />
                  </td>
                  <td className={step.same ? undefined : 'twin-differs'}>
                    <span className="twin-sign" aria-hidden="true">
                      {step.same ? '=' : '≠'}
                    </span>
                    <span className="visually-hidden">{step.same ? 'the same: ' : 'not the same: '}</span>
                    <HostileText text={step.real} cut />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}
