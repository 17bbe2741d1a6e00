// SPDX-License-Identifier: MIT
//
// Statements: assignments, flow, and protected regions.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection.Emit;

sealed class RegionClause
{
	public ClauseKind Kind;
	public TypeName Caught;
	public Variable Variable;                  /* of the exception */
	public bool IsAnnounced;                   /* to the observer, when its handler is entered */
}

sealed class Region
{
	public readonly List<RegionClause> Clauses = new List<RegionClause> ();
}

sealed partial class Generator
{
	/* ---- Methods -------------------------------------------------------------------------------------------------- */

	List<Variable> declared;

	void DeclareLocals (int count)
	{
		declared = new List<Variable> ();
		for (int i = 0; i < count; i++) {
			TypeName type = chance.Percent (25) && frame.Method != null ? TypeName.I4 : RandomType ();
			if (frame.Method != Run && chance.Percent (10))
				type = type.Pointer;
			declared.Add (new Variable { Type = type, Local = new Local (type) });
		}
	}

	/* First values. A managed pointer always has one: its node is the reducer's to change, but not the store. */
	Node LocalsBlock ()
	{
		Node block = Node.Block ();
		var pointers = new List<Variable> ();
		var kids = new List<Node> { block };

		foreach (Variable variable in declared) {
			if (variable.Type.Kind == Kind.ManagedPointer) {
				pointers.Add (variable);
				kids.Add (Expression (variable.Type, 2));
			} else if (chance.Percent (75)) {
				Node store = Store (variable, Expression (variable.Type, 2));
				block.Kids.Add (frame.Method == Run ? Guarded (store) : store);
			}
			frame.Variables.Add (variable);
		}
		return new Node (TypeName.Void, (body, node) => {
			for (int i = 0; i < pointers.Count; i++) {
				body.Emit (node.Kids [i + 1]);
				pointers [i].Store (body);
			}
			body.Emit (node.Kids [0]);
		}, kids.ToArray ());
	}

	Node Store (Variable variable, Node value)
	{
		return Node.Then (TypeName.Void, body => variable.Store (body), value);
	}

	Node MethodBlock ()
	{
		DeclareLocals (chance.Between (1, 5));
		Node block = Node.Block (LocalsBlock ());
		if (!frame.IsTight && chance.Percent (12)) {
			frame.Buffer = new Variable { Type = TypeName.I, Local = new Local (TypeName.I) };
			block.Kids.Add (AllocateBuffer ());
		}
		block.Kids.Add (Statements (chance.Between (2, 6)));
		if (frame.Method.IsLink) {
			block.Kids.Insert (1, ReadPointers ());
			block.Kids.Add (LinkEnd ());
		} else {
			block.Kids.Add (Return ());
		}
		return block;
	}

	Node Return ()
	{
		TypeName type = frame.Method.Result;
		bool isTail = chance.Percent (20) && !frame.Method.IsSynchronized;

		if (type == TypeName.Void)
			return new Node (TypeName.Void, (body, node) => body.Return ());
		if (type.Kind == Kind.ManagedPointer)
			return ReturnPlace ();
		Node value = isTail ? Call (type, 2) ?? Value (type) : Value (type);
		return new Node (TypeName.Void, (body, node) => {
			int before = body.Instructions.Count;

			body.Emit (node.Kids [0]);
			if (isTail && !body.IsProtected)
				MakeTailCall (body, before);
			body.Return ();
		}, value);
	}

	/* The last instruction becomes a tail call, if it is a call whose arguments point to nothing in this frame. mini crashes if
	 * the result has no bytes (mini-amd64.c, mono_arch_emit_call). */
	void MakeTailCall (Body body, int start)
	{
		Instruction last = body.Instructions.Last ();
		var use = last.Operand as MethodUse;

		if (body.Instructions.Count <= start + 1 || body.LastMark == body.Instructions.Count || last.NoPrefix != 0 || last.Code != OpCodes.Call && last.Code != OpCodes.Callvirt ||
			use == null || use.Result != body.Method.Result || MayBeEmpty (use.Result) || use.Owner.IsArray || use.Extra.Length > 0 ||
			!use.Symbol.IsStatic && use.Owner.Kind == Kind.Value || use.Parameters.Any (p => p.Kind == Kind.ManagedPointer))
			return;
		Instruction previous = body.Instructions [body.Instructions.Count - 2];
		if (previous.NoPrefix != 0 || previous.Code == OpCodes.Constrained)
			return;
		body.Instructions.RemoveAt (body.Instructions.Count - 1);
		body.Op (OpCodes.Tailcall);
		body.Instructions.Add (last);
	}

	/* An address that is still good after the return */
	Node ReturnPlace ()
	{
		bool isElement = chance.Percent (50);
		Variable array = frame.Variables [0], pointer = frame.Variables [1];

		return new Node (TypeName.Void, (body, node) => {
			if (isElement) {
				array.Load (body);
				body.Emit (node.Kids [0]);
				body.Op (OpCodes.Ldelema, TypeName.I4);
			} else {
				pointer.Load (body);
			}
			body.Return ();
		}, Index (1, 1));
	}

	/* ---- Statements ----------------------------------------------------------------------------------------------- */

	Node Statements (int count)
	{
		Node block = Node.Block ();

		for (int i = 0; i < count && frame.Budget > 0; i++)
			block.Kids.Add (Statement ());
		return block;
	}

	Node Statement ()
	{
		frame.Budget--;
		for (;;) {
			Node node = TryStatement (chance.Below (100));
			if (node != null)
				return node;
		}
	}

	/* One that throws nothing */
	Node SafeStatement ()
	{
		FieldUse field = FindField (RandomType (), true);

		if (field != null && chance.Percent (30))
			return Node.Of (TypeName.Void, OpCodes.Stsfld, field, Value (field.Type));
		return chance.Percent (50) ? Assignment () : Observed (Value (RandomType ()));
	}

	Node TryStatement (int choice)
	{
		if (frame.IsFilter)
			return SafeStatement ();
		if (chance.Percent (8))
			return chance.Percent (40) ? WalkLocal () : chance.Percent (60) ? ThrownThrough () : Wait ();
		if (choice < 22)
			return Assignment ();
		if (choice < 28)
			return FieldAssignment ();
		if (choice < 34)
			return ElementAssignment ();
		if (choice < 40)
			return StoreThroughAddress (2);
		if (choice < 51)
			return frame.IsTight && frame.Loops > 0 ? null : Observed (Value (RandomType ()));
		if (choice < 53)
			return CopyObject (2);
		if (choice < 55)
			return ClearObject (2);
		if (choice < 60)
			return WriteBuffer (2) ?? CopyBlock ();
		if (choice < 62)
			return frame.IsTight ? null : new Node (TypeName.Void, (body, node) => body.Op (OpCodes.Call, Library.Collect));
		if (choice < 66)
			return Dropped ();
		if (choice < 75)
			return If ();
		if (choice < 83)
			return Loop ();
		if (choice < 86)
			return Switch ();
		if (choice < 95)
			return RandomRegion ();
		if (choice < 97)
			return Leaving ();
		return Throw ();
	}

	Node Observed (Node value)
	{
		TypeName type = value.Type;

		return Node.Then (TypeName.Void, body => {
			if (type.Kind == Kind.Value || type.Kind == Kind.Variable)
				body.Op (OpCodes.Box, type);
			else if (type.Kind == Kind.ManagedPointer)
				body.Op (OpCodes.Ldobj, type.Of);
			TypeName seen = type.Kind == Kind.ManagedPointer ? type.Of : type;
			if (type.Kind == Kind.ManagedPointer && (seen.Kind == Kind.Value || seen.Kind == Kind.Variable))
				body.Op (OpCodes.Box, seen);
			body.Op (OpCodes.Call, Library.Observe (seen));
		}, value);
	}

	Node Dropped ()
	{
		int way = chance.Below (3);

		if (way == 0)
			return new Node (TypeName.Void, (body, node) => body.Op (OpCodes.Nop));
		if (way == 1 && chance.Percent (30))
			return new Node (TypeName.Void, (body, node) => body.Op (OpCodes.Break));
		return Node.Of (TypeName.Void, OpCodes.Pop, Value (RandomType ()));
	}

	Node Assignment ()
	{
		Variable variable = FindVariable (v => !v.IsReadOnly && v.Type.Kind != Kind.ManagedPointer);

		return variable == null ? null : Store (variable, Value (variable.Type));
	}

	Node FieldAssignment ()
	{
		FieldUse field = chance.Of (fields);
		bool isVolatile = chance.Percent (5);
		Action<Body> store = body => {
			Prefix (body, isVolatile);
			body.Op (field.Symbol.IsStatic ? OpCodes.Stsfld : OpCodes.Stfld, field);
		};

		if (field.Symbol.IsStatic)
			return Node.Then (TypeName.Void, store, Value (field.Type));
		if (field.Owner.Kind == Kind.Value)
			return Node.Then (TypeName.Void, store, Address (field.Owner, 2, false), Value (field.Type));
		return new Node (TypeName.Void, (body, node) => {
			body.Emit (node.Kids [0]);
			if (IsStruct (field.Type))
				ThrowIfNull (body);
			body.Emit (node.Kids [1]);
			store (body);
		}, Target (field.Owner, 2), Value (field.Type));
	}

	static bool IsStruct (TypeName type)
	{
		return !type.IsNumber && !type.IsReference;
	}

	/* mini stores a struct with references into a null object, and loads a large one from it, by a call of native code,
	 * which crashes. */
	static void ThrowIfNull (Body body)
	{
		var found = new Label ();

		body.Op (OpCodes.Dup);
		body.Op (OpCodes.Brtrue, found);
		body.Op (OpCodes.Throw);
		body.Mark (found);
	}

	Node ElementAssignment ()
	{
		TypeName array = chance.Of (types.Where (t => t.IsArray).ToList ());
		bool general = chance.Percent (30);
		Node [] kids;

		if (frame.TypeVariables.Length > 0 && chance.Percent (50))
			array = chance.Of (frame.TypeVariables).Vector;
		kids = Place (array, 2).Concat (new [] { Value (array.Of) }).ToArray ();
		if (array.Element == Element.Array)
			return Node.Of (TypeName.Void, OpCodes.Call, ArrayMember (array, "Set", TypeName.Void, array.Of), kids);
		return Node.Then (TypeName.Void, body => StoreElement (body, array.Of, general), kids);
	}

	/* ---- Flow ----------------------------------------------------------------------------------------------------- */

	Node If ()
	{
		Node condition = Condition (2), then = Statements (chance.Between (1, 3));
		Node otherwise = chance.Percent (40) ? Statements (chance.Between (1, 2)) : Node.Block ();
		bool wanted = chance.Percent (50);

		return new Node (TypeName.Void, (body, node) => {
			Label skip = new Label (), end = new Label ();

			Node.JumpIf (body, node.Kids [0], wanted, skip);
			body.Emit (node.Kids [1]);
			body.Op (OpCodes.Br, end);
			body.Mark (skip);
			body.Emit (node.Kids [2]);
			body.Mark (end);
		}, condition, then, otherwise);
	}

	Node Switch ()
	{
		int cases = chance.Between (2, 6);
		bool [] falls = Enumerable.Range (0, cases).Select (i => chance.Percent (20)).ToArray ();
		int mask = chance.Percent (80) ? 7 : -1;
		var kids = new List<Node> { Expression (TypeName.I4, 2) };

		for (int i = 0; i <= cases; i++)
			kids.Add (Statements (chance.Between (1, 2)));
		return new Node (TypeName.Void, (body, node) => {
			Label end = new Label ();
			Label [] labels = Enumerable.Range (0, cases).Select (i => new Label ()).ToArray ();

			body.Emit (node.Kids [0]);
			body.Constant (mask);
			body.Op (OpCodes.And);
			body.Op (OpCodes.Switch, labels);
			body.Emit (node.Kids [cases + 1]);
			for (int i = 0; i < cases; i++) {
				if (i == 0 || !falls [i])
					body.Op (OpCodes.Br, end);
				body.Mark (labels [i]);
				body.Emit (node.Kids [i + 1]);
			}
			body.Mark (end);
		}, kids.ToArray ());
	}

	/* Times the loops around may run without taking fuel */
	const int TightDepth = 2;

	Node Loop ()
	{
		bool wasTight = frame.IsTight, tight = wasTight || chance.Percent (35);
		var counter = new Variable { Type = chance.Any (TypeName.I4, TypeName.I4, TypeName.I8), IsReadOnly = true };
		Node body, loop;

		if (frame.Loops >= TightDepth || frame.Regions > 2)
			return null;
		counter.Local = new Local (counter.Type);
		frame.IsTight = tight;
		frame.Loops++;
		frame.Variables.Add (counter);
		body = Statements (chance.Between (1, 4));
		frame.Variables.Remove (counter);
		frame.Loops--;
		loop = chance.Percent (60) || tight ? Counted (counter, chance.Between (2, 20), body, !tight, chance.Percent (40)) : While (body);
		frame.IsTight = wasTight;
		return loop;
	}

	/* COUNTER goes from 0 up to TRIPS, or down from there. */
	Node Counted (Variable counter, int trips, Node content, bool takesFuel = true, bool goesDown = false)
	{
		bool wide = counter.Type == TypeName.I8, testsFirst = chance.Percent (50);
		OpCode repeat = goesDown ? OpCodes.Bgt : chance.Any (OpCodes.Blt, OpCodes.Blt_Un, OpCodes.Bne_Un);
		Action<Body, int> constant = (body, value) => {
			body.Constant (value);
			if (wide)
				body.Op (OpCodes.Conv_I8);
		};

		return new Node (TypeName.Void, (body, node) => {
			Label top = new Label (), next = new Label (), test = new Label (), end = new Label ();

			constant (body, goesDown ? node.Number : 0);
			counter.Store (body);
			if (testsFirst)
				body.Op (OpCodes.Br, test);
			body.Mark (top);
			body.Enter (ScopeKind.Loop, end, next);
			if (takesFuel)
				Charge (body, 1, () => body.Op (OpCodes.Br, end));
			body.Emit (node.Kids [0]);
			body.Exit ();
			body.Mark (next);
			counter.Load (body);
			constant (body, 1);
			body.Op (goesDown ? OpCodes.Sub : OpCodes.Add);
			counter.Store (body);
			body.Mark (test);
			counter.Load (body);
			constant (body, goesDown ? 0 : node.Number);
			body.Op (repeat, top);
			body.Mark (end);
		}, content) { Number = trips, IsCall = true };
	}

	/* As long as a condition holds and there is fuel */
	Node While (Node content)
	{
		bool wanted = chance.Percent (50);

		return new Node (TypeName.Void, (body, node) => {
			Label top = new Label (), end = new Label ();

			body.Mark (top);
			body.Enter (ScopeKind.Loop, end, top);
			Charge (body, 8, () => body.Op (OpCodes.Br, end));
			Node.JumpIf (body, node.Kids [0], wanted, end);
			body.Emit (node.Kids [1]);
			body.Exit ();
			body.Op (OpCodes.Br, top);
			body.Mark (end);
		}, Condition (2), content).Calls ();
	}

	/* Something that jumps, under a condition: what follows it can be reached. */
	Node Leaving ()
	{
		bool goesOn = chance.Percent (50);
		Node jump;

		if (frame.IsFinally && chance.Percent (40))
			jump = new Node (TypeName.Void, (body, node) => {
				if (body.Scope != null && body.Scope.Kind == ScopeKind.Finally)
					body.Op (OpCodes.Endfinally);
			});
		else if (frame.IsCatch && chance.Percent (50))
			jump = new Node (TypeName.Void, (body, node) => body.Rethrow ());
		else if (frame.Loops > 0 && chance.Percent (70))
			jump = new Node (TypeName.Void, (body, node) => body.Jump (goesOn));
		else
			jump = Return ();
		return Unless (jump);
	}

	Node Unless (Node content)
	{
		return new Node (TypeName.Void, (body, node) => {
			var skip = new Label ();

			Node.JumpIf (body, node.Kids [0], true, skip);
			body.Emit (node.Kids [1]);
			body.Mark (skip);
		}, Condition (2), content);
	}

	/* ---- Exceptions ----------------------------------------------------------------------------------------------- */

	Node RandomRegion ()
	{
		var region = new Region ();
		var handlers = new List<Node> ();
		Node protectedBlock;

		if (frame.Regions >= 3)
			return null;
		frame.Regions++;
		protectedBlock = Statements (chance.Between (1, 4));
		if (chance.Percent (50))
			protectedBlock.Kids.Insert (chance.Below (protectedBlock.Kids.Count + 1), Throw ());
		switch (chance.Below (10)) {
		case 0: case 1: case 2:
			AddHandler (region, handlers, ClauseKind.Finally);
			break;
		case 3:
			AddHandler (region, handlers, ClauseKind.Fault);
			break;
		default:
			for (int i = chance.Between (1, 3); i > 0; i--)
				AddHandler (region, handlers, chance.Percent (30) ? ClauseKind.Filter : ClauseKind.Catch);
			break;
		}
		frame.Regions--;
		handlers.Insert (0, protectedBlock);
		return RegionNode (region, handlers.ToArray ());
	}

	/* A filter has two kids: what it does, and what it answers. */
	void AddHandler (Region region, List<Node> kids, ClauseKind kind)
	{
		var clause = new RegionClause { Kind = kind, IsAnnounced = chance.Percent (60) };
		bool wasFilter = frame.IsFilter, wasCatch = frame.IsCatch, wasFinally = frame.IsFinally;
		int loops = frame.Loops;

		region.Clauses.Add (clause);
		if (kind == ClauseKind.Catch || kind == ClauseKind.Filter) {
			clause.Caught = chance.Percent (10) ? TypeName.Object : kind == ClauseKind.Filter ? TypeName.Object :
				chance.Percent (30) ? Library.Exception.Type : chance.Percent (10) ? chance.Any (RandomThrown (), Library.Wrapper.Type) :
				RandomException ();
			TypeName type = clause.Caught.IsReference ? clause.Caught : TypeName.Object;
			clause.Variable = new Variable { Type = type, Local = new Local (type), IsReadOnly = true };
			frame.Variables.Add (clause.Variable);
		}
		if (kind == ClauseKind.Filter) {
			frame.IsFilter = true;
			frame.MayThrow = chance.Percent (20);
			kids.Add (Statements (chance.Below (3)));
			kids.Add (Condition (2));
			frame.IsFilter = wasFilter;
			frame.MayThrow = true;
		}
		frame.IsCatch = kind == ClauseKind.Catch || kind == ClauseKind.Filter;
		frame.IsFinally = kind == ClauseKind.Finally;
		Node handler = Statements (chance.Between (0, 3));
		if (clause.Variable != null && chance.Percent (60))
			handler.Kids.Insert (0, Observed (Read (clause.Variable)));
		kids.Add (handler);
		frame.IsCatch = wasCatch;
		frame.IsFinally = wasFinally;
		frame.Loops = loops;
		frame.Variables.Remove (clause.Variable);
	}

	static readonly Dictionary<ClauseKind, int> clauseNumbers = new Dictionary<ClauseKind, int> {
		{ ClauseKind.Catch, 0 }, { ClauseKind.Filter, 1 }, { ClauseKind.Finally, 2 }, { ClauseKind.Fault, 3 }
	};

	/* Kids: what is protected, and of each clause its handler, before which stand a filter's two. Without its handlers a
	 * region is only what it protects. */
	static Node RegionNode (Region region, params Node [] kids)
	{
		return new Node (TypeName.Void, (body, node) => {
			Label start = new Label (), handlers = new Label (), end = new Label ();
			int next = 1;

			body.Mark (start);
			body.Enter (ScopeKind.Try);
			body.Emit (node.Kids [0]);
			body.Exit ();
			body.Op (OpCodes.Leave, end);
			body.Mark (handlers);
			foreach (RegionClause clause in region.Clauses) {
				var written = new Clause { Kind = clause.Kind, TryStart = start, TryEnd = handlers, Caught = clause.Caught };

				if (clause.Kind == ClauseKind.Filter) {
					written.FilterStart = new Label ();
					body.Mark (written.FilterStart);
					body.Enter (ScopeKind.Filter);
					clause.Variable.Store (body);
					body.Emit (node.Kids [next++]);
					body.Emit (node.Kids [next++]);
					body.Op (OpCodes.Endfilter);
					body.Exit ();
				}
				EmitHandler (body, clause, node.Kids [next++], written, end);
			}
			body.Mark (end);
		}, kids);
	}

	static void EmitHandler (Body body, RegionClause clause, Node handler, Clause written, Label end)
	{
		bool catches = clause.Variable != null;

		written.HandlerStart = new Label ();
		written.HandlerEnd = new Label ();
		body.Mark (written.HandlerStart);
		body.Enter (catches ? ScopeKind.Catch : ScopeKind.Finally);
		if (catches) {
			clause.Variable.Store (body);
			body.Instructions.Last ().Shape = clause.Caught == Library.Wrapper.Type ? Shapes.CatchesWrapped :
				clause.Kind == ClauseKind.Catch && !clause.Caught.Fits (Library.Exception.Type) && clause.Caught != TypeName.Object ? Shapes.CatchesRaw : null;
		}
		if (clause.IsAnnounced) {
			body.Constant (clauseNumbers [clause.Kind]);
			body.Op (OpCodes.Call, Library.Enter);
		}
		body.Emit (handler);
		body.Exit ();
		if (catches)
			body.Op (OpCodes.Leave, end);
		else
			body.Op (OpCodes.Endfinally);
		body.Mark (written.HandlerEnd);
		body.Clauses.Add (written);
	}
}
