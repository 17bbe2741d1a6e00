// SPDX-License-Identifier: MIT
//
// Explicit tail calls: three methods that end in calls of one another, and one that does so often enough to fill the stack
// if a call did not take its caller's place.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection.Emit;

sealed partial class Generator
{
	const int ManyTailCalls = 200000;          /* of 8 MiB of stack, 40 bytes for each */

	readonly List<MethodSymbol> links = new List<MethodSymbol> ();
	MethodSymbol deep;

	/* The first parameter counts down; the others may be of any kind, an address that outlives the frames among them. */
	void DeclareTails ()
	{
		List<TypeName> structs = sized.Select (s => s.Type).Where (t => !IsEmpty (t)).ToList ();
		TypeName result = structs.Count > 0 && chance.Percent (40) ? chance.Of (structs) : chance.Any (RandomNumber (), TypeName.String, TypeName.Object);
		TypeName [] parameters = new [] { TypeName.I4 }.Concat (Enumerable.Range (0, chance.Below (6)).Select (i => LinkParameter ())).ToArray ();

		for (int i = 0; i < 3; i++) {
			/* One of them is called with other parameters: mini jumps only if those fit. */
			TypeName [] own = i == 2 && chance.Percent (50) ? parameters.Take (chance.Between (1, parameters.Length)).ToArray () : parameters;
			TypeSymbol owner = i == 1 ? classes [0] : program;
			MethodSymbol link = owner.Method ("Link" + i, i != 1, result, own);

			link.IsVirtual = link.IsNew = i == 1;
			link.NoInlining = chance.Percent (40);
			link.IsLink = true;
			links.Add (link);
		}
		methods.Add (links [0]);
		DeclareDeep ();
	}

	TypeName LinkParameter ()
	{
		return chance.Percent (20) ? TypeName.I4.Unmanaged : chance.Percent (15) ? TypeName.I4.Pointer :
			chance.Percent (25) ? chance.Of (sized).Type : chance.Percent (25) ? chance.Any (TypeName.String, TypeName.Object) : RandomNumber ();
	}

	/* ---- Ends of the three ---------------------------------------------------------------------------------------- */

	/* Instead of a return: goes on to another one, as long as the first argument is positive. */
	Node LinkEnd ()
	{
		MethodSymbol target = chance.Of (links), from = frame.Method;
		OpCode op = target.IsVirtual ? OpCodes.Callvirt : chance.Any (OpCodes.Call, OpCodes.Calli);
		int shift = from.IsStatic ? 0 : 1;
		var kids = new List<Node> { Value (from.Result) };

		for (int i = 1; i < target.Parameters.Length; i++)
			kids.Add (PassedOn (target.Parameters [i], from, i));
		kids.Add (target.IsStatic ? Node.Block () : from.IsStatic ? Construct (classes [0].Type, 0) :
			new Node (classes [0].Type, (body, node) => body.LoadArgument (0)));
		return new Node (TypeName.Void, (body, node) => {
			var last = new Label ();

			body.LoadArgument (shift);
			body.Constant (0);
			body.Op (OpCodes.Ble, last);
			if (!target.IsStatic)
				body.Emit (node.Kids.Last ());
			body.LoadArgument (shift);
			body.Constant (1);
			body.Op (OpCodes.Sub);
			for (int i = 1; i < target.Parameters.Length; i++)
				body.Emit (node.Kids [i]);
			TailCall (body, op, target);
			body.Mark (last);
			body.Emit (node.Kids [0]);
			body.Op (OpCodes.Ret);
		}, kids.ToArray ()).Calls ();
	}

	static void TailCall (Body body, OpCode op, MethodSymbol target)
	{
		var signature = new CallSignature { HasThis = !target.IsStatic, Result = target.Result, Parameters = target.Parameters };

		if (op == OpCodes.Calli)
			body.Op (OpCodes.Ldftn, target.Use ());
		body.Op (OpCodes.Tailcall);
		body.Op (op, op == OpCodes.Calli ? (object) signature : target.Use ());
		body.Op (OpCodes.Ret);
	}

	/* Addresses are those of the caller, or of a static field: nothing in this frame, which is gone then. */
	Node PassedOn (TypeName type, MethodSymbol from, int parameter)
	{
		bool isAddress = type.Kind == Kind.ManagedPointer || type.Element == Element.Pointer;
		int own = Array.IndexOf (from.Parameters, type, Math.Min (parameter, from.Parameters.Length));

		if (!isAddress)
			return Expression (type, 1);
		if (own < 0 || chance.Percent (20))
			return OutlivingAddress (type);
		own += from.IsStatic ? 0 : 1;
		return new Node (type, (body, node) => body.LoadArgument (own));
	}

	Node OutlivingAddress (TypeName type)
	{
		return new Node (type, (body, node) => {
			body.Op (OpCodes.Ldsflda, pointed);
			if (type.Element == Element.Pointer)
				body.Op (OpCodes.Conv_U);
		});
	}

	/* What an unmanaged address that was handed on points to */
	Node ReadPointers ()
	{
		Node block = Node.Block ();

		foreach (Variable variable in frame.Variables.Where (v => v.Type == TypeName.I4.Unmanaged)) {
			Variable pointer = variable;
			block.Kids.Add (Node.Then (TypeName.Void, body => {
				pointer.Load (body);
				body.Op (OpCodes.Ldind_I4);
				body.Op (OpCodes.Call, Library.Observe (TypeName.I4));
			}));
		}
		return block;
	}

	/* ---- Many in a row -------------------------------------------------------------------------------------------- */

	void DeclareDeep ()
	{
		TypeName sum = chance.Any (TypeName.I4, TypeName.I8);
		var parameters = new List<TypeName> { TypeName.I4, sum };
		OpCode op = chance.Any (OpCodes.Call, OpCodes.Calli);

		for (int i = chance.Below (4); i > 0; i--)
			parameters.Add (chance.Any (TypeName.I8, TypeName.R8, TypeName.String, TypeName.I4.Unmanaged, TypeName.Object));
		/* mini does not jump if an address is among the arguments of a calli (method-to-ir.c, is_supported_tailcall). */
		if (parameters.Contains (TypeName.I4.Unmanaged))
			op = OpCodes.Call;
		deep = program.Method ("Deep", true, sum, parameters.ToArray ());
		deep.IsApart = true;
		deep.Build = () => {
			var body = new Body (deep);
			var more = new Label ();

			body.LoadArgument (0);
			body.Constant (0);
			body.Op (OpCodes.Bgt, more);
			body.LoadArgument (1);
			body.Op (OpCodes.Ret);
			body.Mark (more);
			body.LoadArgument (0);
			body.Constant (1);
			body.Op (OpCodes.Sub);
			body.LoadArgument (1);
			body.Constant (31);
			if (sum == TypeName.I8)
				body.Op (OpCodes.Conv_I8);
			body.Op (OpCodes.Mul);
			body.LoadArgument (0);
			if (sum == TypeName.I8)
				body.Op (OpCodes.Conv_I8);
			body.Op (OpCodes.Add);
			for (int i = 2; i < parameters.Count; i++)
				body.LoadArgument (i);
			TailCall (body, op, deep);
			body.Uncount (0);
			return body;
		};
	}

	/* Once a program, in Run: it takes a while. */
	Node DeepCall ()
	{
		MethodUse use = deep.Use ();
		Node [] kids = use.Parameters.Skip (1).Select (p => p.Element == Element.Pointer ? OutlivingAddress (p) : Expression (p, 1)).ToArray ();

		return Observed (new Node (deep.Result, (body, node) => {
			body.Constant (node.Number);
			foreach (Node kid in node.Kids)
				body.Emit (kid);
			body.Op (OpCodes.Call, use).Shape = Shapes.ManyInARow;
		}, kids) { Number = ManyTailCalls });
	}
}
