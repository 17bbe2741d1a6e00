// SPDX-License-Identifier: MIT
//
// What is thrown: exceptions, and objects that are none (ECMA-335 III.4.31), which some assemblies ask to be wrapped
// (RuntimeCompatibilityAttribute).
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection.Emit;

sealed partial class Generator
{
	TypeName RandomException ()
	{
		return chance.Percent (40) ? chance.Of (exceptions).Type : chance.Of (Library.Exceptions).Type;
	}

	Node Throw ()
	{
		TypeName type = RandomException ();
		Node thrown;

		if (chance.Percent (15))
			return Unless (ThrowOther (RandomThrown (), Shapes.Throws));
		if (chance.Percent (10))
			thrown = Node.Default (type);
		else
			thrown = Node.Of (type, OpCodes.Newobj, new MethodUse { Owner = type, Symbol = type.Symbol.Methods [0] },
				Expression (TypeName.String, 1));
		return Unless (Node.Of (TypeName.Void, OpCodes.Throw, thrown));
	}

	/* Types of which objects are thrown, and that clauses name; of a value the object is its box. */
	TypeName RandomThrown ()
	{
		return chance.Any (TypeName.String, TypeName.Object, chance.Of (classes).Type, TypeName.I4, TypeName.R8, enumeration.Type,
			chance.Of (structs).Type, TypeName.I4.Vector);
	}

	Node ThrowOther (TypeName type, string shape)
	{
		Node value = type.IsReference ? NewObject (type, 1) : Node.Of (TypeName.Object, OpCodes.Box, type, Expression (type, 1));

		return Node.Then (TypeName.Void, body => body.Op (OpCodes.Throw).Shape = shape, value);
	}

	RegionClause CatchOf (TypeName caught)
	{
		TypeName type = caught.IsReference ? caught : TypeName.Object;

		return new RegionClause {
			Kind = ClauseKind.Catch, Caught = caught, IsAnnounced = true, Variable = new Variable { Type = type, Local = new Local (type), IsReadOnly = true }
		};
	}

	/* Thrown within up to three finally and fault blocks, in a try whose clauses may know it, its wrapper or neither */
	Node ThrownThrough ()
	{
		if (frame.IsFilter || frame.Regions > 0 && chance.Percent (50))
			return null;
		TypeName thrown = RandomThrown ();
		bool isFinally = chance.Percent (50);
		Node inner = Node.Block (Statements (chance.Below (2)), UnlessRarely (ThrowOther (thrown, isFinally ? Shapes.ThrowsThroughFinally :
			Shapes.ThrowsThroughFault)));
		frame.Regions++;
		for (int i = chance.Between (1, 3); i > 0; i--) {
			var region = new Region ();
			var handlers = new List<Node> { inner };
			AddHandler (region, handlers, isFinally ? ClauseKind.Finally : ClauseKind.Fault);
			region.Clauses [0].IsAnnounced = true;
			inner = RegionNode (region, handlers.ToArray ());
			isFinally = chance.Percent (50);
		}
		frame.Regions--;
		var outer = new Region ();
		var kids = new List<Node> { inner };
		foreach (TypeName caught in new [] { chance.Any (thrown, RandomThrown (), Library.Wrapper.Type), chance.Any (TypeName.Object, Library.Exception.Type) }) {
			RegionClause clause = CatchOf (caught);
			outer.Clauses.Add (clause);
			kids.Add (Observed (Read (clause.Variable)));
		}
		return RegionNode (outer, kids.ToArray ());
	}

	Node UnlessRarely (Node content)
	{
		return chance.Percent (70) ? content : Unless (content);
	}
}
