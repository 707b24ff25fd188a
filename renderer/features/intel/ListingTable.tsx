import type { JSX } from 'react';
import type { IntelOpinion } from '../../../shared/contract/intel.ts';
import { formatScore } from '../../ui/format-score.ts';
import { formatShare } from '../../ui/format-share.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { tellListing } from './lay-ladder.ts';

/** The arithmetic of a reputation, listing by listing: weight × match × age is the share that it takes of the rest. */
export function ListingTable({ opinion }: { opinion: Pick<IntelOpinion, 'asked' | 'listings'> }): JSX.Element {
  return (
    <table className="intel-table listing-table">
      <thead>
        <tr>
          <th scope="col">Listed by</th>
          <th scope="col" className="numeric">
            Weight
          </th>
          <th scope="col" className="numeric">
            × match
          </th>
          <th scope="col" className="numeric">
            × age
          </th>
          <th scope="col" className="numeric">
            takes of rest
          </th>
        </tr>
      </thead>
      <tbody>
        {opinion.listings.map((listing) => (
          <tr key={`${listing.feed} ${listing.matchKind} ${listing.value}`}>
            <td>
              <span className="listing-feed">
                <HostileText text={listing.feedName} cut />
              </span>
              <span className="listing-about third">
                <HostileText text={tellListing(listing, opinion.asked)} />
              </span>
            </td>
            <td className="numeric mono">{formatScore(listing.weight)}</td>
            <td className="numeric mono">{formatScore(listing.match)}</td>
            <td className="numeric mono">{formatScore(listing.age)}</td>
            <td className="numeric mono">{formatShare(listing.share)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
