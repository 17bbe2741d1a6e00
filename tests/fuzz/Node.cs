// SPDX-License-Identifier: MIT
//
// The tree a program's method is made of. Any node can be replaced by any other of its type, and the program stays valid:
// that is how programs are reduced.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection.Emit;

delegate void Emission (Body body, Node node);
delegate void Jump (Body body, Node node, Label target);

sealed class Node
{
	public TypeName Type;                      /* of the value it leaves; Void: a statement */
	public Emission Emission;
	public Jump Jump;                          /* of a condition: jumps if it holds, and leaves nothing */
	public List<Node> Kids;
	public bool IsList;                        /* any kid may be left out */
	public bool IsCall;                        /* or a loop: what it takes is no fixed number of instructions */
	public int Number = -1;                    /* what the reducer may lower, if it is above 1 */

	public Node (TypeName type, Emission emission, params Node [] kids)
	{
		Type = type;
		Emission = emission;
		Kids = kids.ToList ();
	}

	public bool TakesLong { get { return IsCall || Kids.Any (k => k.TakesLong); } }

	public int Size { get { return 1 + Kids.Sum (k => k.Size); } }

	static void EmitKids (Body body, Node node)
	{
		foreach (Node kid in node.Kids)
			body.Emit (kid);
	}

	/* The kids, then one instruction */
	public static Node Of (TypeName type, OpCode op, object operand, params Node [] kids)
	{
		return new Node (type, (body, node) => {
			EmitKids (body, node);
			body.Op (op, operand);
		}, kids);
	}

	public static Node Of (TypeName type, OpCode op, params Node [] kids)
	{
		return Of (type, op, null, kids);
	}

	/* The kids, then several */
	public static Node Then (TypeName type, Action<Body> after, params Node [] kids)
	{
		return new Node (type, (body, node) => {
			EmitKids (body, node);
			after (body);
		}, kids);
	}

	/* A call of a method that the program defines */
	public Node Calls ()
	{
		IsCall = true;
		return this;
	}

	public static Node Block (params Node [] kids)
	{
		return new Node (TypeName.Void, EmitKids, kids) { IsList = true };
	}

	public static Node Default (TypeName type)
	{
		return new Node (type, (body, node) => body.Default (type));
	}

	public static Node Int (int value)
	{
		return new Node (TypeName.I4, (body, node) => body.Constant (value));
	}

	/* A jump to TARGET if the condition CONDITION is as WANTED */
	public static void JumpIf (Body body, Node condition, bool wanted, Label target)
	{
		if (condition.Jump == null) {
			body.Emit (condition);
			body.Op (wanted ? OpCodes.Brtrue : OpCodes.Brfalse, target);
		} else if (wanted) {
			condition.Jump (body, condition, target);
		} else {
			var holds = new Label ();

			condition.Jump (body, condition, holds);
			body.Op (OpCodes.Br, target);
			body.Mark (holds);
		}
	}
}

/* An argument or a local, as the program's text sees it */
sealed class Variable
{
	public TypeName Type;
	public Local Local;                        /* null: the argument */
	public int Argument;
	public bool IsReadOnly;

	public void Load (Body body)
	{
		if (Local != null)
			body.Load (Local);
		else
			body.LoadArgument (Argument);
	}

	public void Store (Body body)
	{
		if (Local != null)
			body.Store (Local);
		else
			body.StoreArgument (Argument);
	}

	public void Address (Body body)
	{
		if (Local != null)
			body.Address (Local);
		else
			body.ArgumentAddress (Argument);
	}
}

/* Reproducible on any machine: splitmix64 */
sealed class Chance
{
	ulong state;

	public Chance (ulong seed, ulong number)
	{
		state = seed * 0x9e3779b97f4a7c15 ^ (number + 1) * 0xd1342543de82ef95;
		Bits ();
	}

	public ulong Bits ()
	{
		ulong z = state += 0x9e3779b97f4a7c15;

		z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
		z = (z ^ z >> 27) * 0x94d049bb133111eb;
		return z ^ z >> 31;
	}

	public int Below (int limit)
	{
		return (int) (Bits () >> 33) % limit;
	}

	public int Between (int least, int most)
	{
		return least + Below (most - least + 1);
	}

	public bool Percent (int percent)
	{
		return Below (100) < percent;
	}

	public T Of<T> (IList<T> list)
	{
		return list [Below (list.Count)];
	}

	public T Any<T> (params T [] list)
	{
		return list [Below (list.Length)];
	}
}
